/** The shape of runtime/pprof's text, with figures of our own. */
export const heapPage = `heap profile: 4: 73728 [141: 151552] @ heap/1048576
1: 65536 [1: 65536] @ 0x47a5c5 0x47a559
#	0x47a5c4	main.leak+0x24	/src/main.go:10


# runtime.MemStats
# Alloc = 1100
# TotalAlloc = 99000
# Sys = 8000
# Lookups = 0
# HeapAlloc = 1100
# HeapSys = 4000
# HeapIdle = 900
# HeapInuse = 3100
# HeapReleased = 800
# HeapObjects = 12
# Stack = 300 / 320
# MSpan = 20 / 30
# BuckHashSys = 14
# NextGC = 2200
# LastGC = 1795381758197000000
# PauseNs = [15000 0 0]
# NumGC = 17
# NumForcedGC = 1
# GCCPUFraction = 2.5e-05
# DebugGC = false
# MaxRSS = 12345678
`;
