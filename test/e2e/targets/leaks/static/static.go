// Package static leaks beside a large heap that stays as it is.
package static

import "sync"

type point struct{ at [30]float64 }

var (
	mutex  sync.Mutex
	table  [][]byte
	tracks = map[int][]point{}
	once   sync.Once
)

// Step follows one track.
func Step(n int) {
	once.Do(load)
	follow(n)
}

func load() {
	for block := 0; block < 3000; block++ {
		table = append(table, make([]byte, 40<<10))
	}
}

func follow(n int) {
	mutex.Lock()
	defer mutex.Unlock()
	track := tracks[n]
	for at := 0; at < 100; at++ {
		track = append(track, point{})
	}
	tracks[n] = track
}
