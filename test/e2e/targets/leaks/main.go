// Run it: cd test/e2e/targets && go run ./leaks -case slice

// Leaks is a small web shop under load of its own that leaks in the way -case says, or in none. What
// is true of each case stands in truth.json.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"sort"
	"sync/atomic"
	"time"

	"targets/leaks/batch"
	"targets/leaks/blocked"
	"targets/leaks/body"
	"targets/leaks/bounded"
	"targets/leaks/bufleaf"
	"targets/leaks/callers"
	"targets/leaks/cmalloc"
	"targets/leaks/connpool"
	"targets/leaks/contexts"
	"targets/leaks/filling"
	"targets/leaks/generic"
	"targets/leaks/holding"
	"targets/leaks/iterate"
	"targets/leaks/jsonleaf"
	"targets/leaks/labels"
	"targets/leaks/lru"
	"targets/leaks/maps"
	"targets/leaks/mutex"
	"targets/leaks/offheap"
	"targets/leaks/pool"
	"targets/leaks/reload"
	"targets/leaks/requests"
	"targets/leaks/ring"
	"targets/leaks/rising"
	"targets/leaks/routing"
	"targets/leaks/selects"
	"targets/leaks/slice"
	"targets/leaks/slow"
	"targets/leaks/static"
	"targets/leaks/subslice"
	"targets/leaks/syncmap"
	"targets/leaks/ticker"
	"targets/leaks/traffic"
	"targets/leaks/ttl"
	"targets/leaks/turnover"
	"targets/leaks/waitgroup"
	"targets/leaks/workers"
)

// What a case does for request number n.
var cases = map[string]func(n int){
	"blocked": blocked.Step, "body": body.Step, "bounded": bounded.Step, "bufleaf": bufleaf.Step,
	"callers": callers.Step, "cmalloc": cmalloc.Step, "connpool": connpool.Step, "contexts": contexts.Step,
	"filling": filling.Step, "generic": generic.Step, "holding": holding.Step, "iterate": iterate.Step,
	"jsonleaf": jsonleaf.Step, "labels": labels.Step, "lru": lru.Step, "maps": maps.Step,
	"mutex": mutex.Step, "selects": selects.Step, "waitgroup": waitgroup.Step, "workers": workers.Step,
	"none": func(int) {}, "offheap": offheap.Step, "pool": pool.Step, "rising": rising.Step,
	"slice": slice.Step, "slow": slow.Step, "static": static.Step, "subslice": subslice.Step,
	"syncmap": syncmap.Step, "ticker": ticker.Step, "batch": batch.Step, "reload": reload.Step,
	"requests": requests.Step, "ring": ring.Step, "routing": routing.Step, "ttl": ttl.Step,
	"turnover": turnover.Step,
}

func main() {
	addr := flag.String("addr", "127.0.0.1:6063", "where /debug/pprof listens")
	name := flag.String("case", "none", "what goes wrong")
	rate := flag.Int("rate", 100, "requests a second")
	flag.Parse()

	step, known := cases[*name]
	if !known {
		fmt.Fprintf(os.Stderr, "leaks: no case %q; there are %v\n", *name, names())
		os.Exit(2)
	}
	profiles := listen(*addr)
	shop := listen("127.0.0.1:0")
	fmt.Fprintf(os.Stderr, "leaks: profiles at http://%s/debug/pprof\n", profiles.Addr())
	go http.Serve(shop, logged(handler(step)))
	http.HandleFunc("/after", after)
	go request("http://"+shop.Addr().String()+"/cart", *rate, *name == "rising")
	fmt.Fprintln(os.Stderr, "leaks:", http.Serve(profiles, nil))
	os.Exit(1)
}

func names() []string {
	var all []string
	for name := range cases {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

func listen(addr string) net.Listener {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		fmt.Fprintf(os.Stderr, "leaks: cannot listen on %s: %v\n", addr, err)
		os.Exit(1)
	}
	return listener
}

// handler does what every request costs, and then what the case is about.
func handler(step func(int)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.URL.Query().Get("n"), &n)
		traffic.Serve(w, n)
		step(n)
	}
}

// logged is the middleware that every request goes through.
func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := fmt.Sprintf("%s %s from %s", r.Method, r.URL, r.RemoteAddr)
		next.ServeHTTP(w, r)
		fmt.Fprintln(io.Discard, line)
	})
}

// mostAtOnce is how many requests wait for an answer: a client that a slow machine holds up asks later, and
// piles up nothing that would look like a leak.
const mostAtOnce = 16

const tick = 5 * time.Millisecond

// done is the load's clock: what was due by then was sent, and is answered but for mostAtOnce.
var done atomic.Int64

// after answers when the load of so many seconds was sent, however long that took.
func after(w http.ResponseWriter, r *http.Request) {
	var seconds float64
	fmt.Sscan(r.URL.Query().Get("seconds"), &seconds)
	for r.Context().Err() == nil && time.Duration(done.Load()) < time.Duration(seconds*float64(time.Second)) {
		time.Sleep(10 * time.Millisecond)
	}
}

// request is the load: an even one, or one that grows by a third of rate each second.
func request(url string, rate int, rising bool) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	places := make(chan struct{}, mostAtOnce)
	start := time.Now()
	// The load has a clock of its own, which stands still while nobody answers.
	clock := time.Duration(0)
	for sent := 0; ; clock += tick {
		time.Sleep(time.Until(start.Add(clock)))
		due := clock.Seconds() * float64(rate)
		if rising {
			due *= 0.2 + clock.Seconds()/6
		}
		for ; sent < int(due); sent++ {
			places <- struct{}{}
			go func(n int) {
				defer func() { <-places }()
				get(client, fmt.Sprintf("%s?n=%d", url, n))
			}(sent)
		}
		done.Store(int64(clock))
	}
}

func get(client *http.Client, url string) {
	response, err := client.Get(url)
	if err != nil {
		return
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
}
