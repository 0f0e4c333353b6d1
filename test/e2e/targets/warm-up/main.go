// Run it: cd test/e2e/targets && go run ./warm-up

// Warm-up fills a cache as its keys are asked for the first time, fast at first and then ever more
// slowly, until it holds them all and levels off. It looks like a leak for a while and is none; who
// watches it must stay quiet.
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

var cache = map[int][]byte{}

func main() {
	addr := flag.String("addr", "127.0.0.1:6062", "where /debug/pprof listens")
	entries := flag.Int("entries", 8192, "different keys")
	entryBytes := flag.Int("entry", 8<<10, "bytes of an entry")
	rate := flag.Int("rate", 2000, "requests a second, each for a key at random")
	garbage := flag.Int("garbage", 32<<10, "bytes of garbage for each request")
	flag.Parse()

	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		fmt.Fprintf(os.Stderr, "warm-up: cannot listen on %s: %v\n", *addr, err)
		os.Exit(1)
	}
	fmt.Fprintf(os.Stderr, "warm-up: profiles at http://%s/debug/pprof\n", listener.Addr())
	go serveRequests(*rate, *entries, *entryBytes, *garbage)
	fmt.Fprintln(os.Stderr, "warm-up:", http.Serve(listener, nil))
	os.Exit(1)
}

// serveRequests asks for random keys. After t seconds 1-exp(-rate*t/entries) of them are cached: with
// the defaults 39 % after 2 s, 91 % after 10 s, 99.8 % after 25 s.
func serveRequests(rate, entries, entryBytes, garbage int) {
	start := time.Now()
	for done := 0; ; time.Sleep(5 * time.Millisecond) {
		for due := int(time.Since(start).Seconds() * float64(rate)); done < due; done++ {
			load(rand.Intn(entries), entryBytes, garbage)
		}
	}
}

// load answers from the cache, and fills it when it does not know the key.
//
//go:noinline
func load(key, entryBytes, garbage int) []byte {
	scratch := make([]byte, garbage+1)
	scratch[garbage] = byte(key)
	if entry, ok := cache[key]; ok {
		return entry
	}
	entry := make([]byte, entryBytes)
	copy(entry, scratch)
	cache[key] = entry
	return entry
}
