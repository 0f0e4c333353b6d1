// Run it: cd test/e2e/targets && go run ./churn

// Churn allocates a lot and frees it all: a full cache whose entries are replaced at random, and
// garbage for each request. Nothing leaks; who watches it must stay quiet.
package main

import (
	"flag"
	"fmt"
	"math/rand"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"
)

const entryBytes = 8 << 10

var cache [][]byte

func main() {
	addr := flag.String("addr", "127.0.0.1:6061", "where /debug/pprof listens")
	entries := flag.Int("entries", 4096, "entries of 8 KiB that the cache always holds")
	rate := flag.Int("rate", 2000, "requests a second")
	garbage := flag.Int("garbage", 64<<10, "bytes of garbage for each request, half of it on average")
	flag.Parse()

	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		fmt.Fprintf(os.Stderr, "churn: cannot listen on %s: %v\n", *addr, err)
		os.Exit(1)
	}
	cache = make([][]byte, *entries)
	for at := range cache {
		cache[at] = make([]byte, entryBytes)
	}
	fmt.Fprintf(os.Stderr, "churn: profiles at http://%s/debug/pprof\n", listener.Addr())
	go serveRequests(*rate, *garbage)
	fmt.Fprintln(os.Stderr, "churn:", http.Serve(listener, nil))
	os.Exit(1)
}

func serveRequests(rate, garbage int) {
	start := time.Now()
	for done := 0; ; time.Sleep(5 * time.Millisecond) {
		for due := int(time.Since(start).Seconds() * float64(rate)); done < due; done++ {
			handle(rand.Intn(garbage))
		}
	}
}

// handle renders an answer of some size and replaces one entry of the cache by a new one.
//
//go:noinline
func handle(answerBytes int) {
	answer := make([]byte, answerBytes+1)
	answer[answerBytes] = 1
	entry := make([]byte, entryBytes)
	copy(entry, answer)
	cache[rand.Intn(len(cache))] = entry
}
