// Run it: cd examples/goleaky && go run .      (then: sawtooth watch --time-scale 60 --scrape-interval 1s http://127.0.0.1:6060/debug/pprof)

// Goleaky is a program with a leak on purpose: it builds reports, validates them and saves each one
// in a store that nobody ever empties. Past a count the store panics, so a supervisor that starts
// the program again draws a sawtooth.
//
// It leaks in two shapes. As it is, the store is one slice of reports whose backing array is all
// that grows: a staircase, each step 1.25 times the one before. With -payload N the store keeps a
// copy of N bytes for each report instead: a straight ramp.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"

	"goleaky/builder"
	"goleaky/repo"
	"goleaky/validator"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6060", "where /debug/pprof listens")
	rate := flag.Int("rate", 2000, "reports a second")
	churn := flag.Int("churn", 16<<10, "bytes of garbage that building one report leaves")
	payload := flag.Int("payload", 0, "bytes that the store copies and keeps for each report; 0: it keeps the reports themselves")
	max := flag.Int("max", 400_000, "reports after which the store panics; 0: never")
	flag.Parse()

	if err := serveProfiles(*addr); err != nil {
		fmt.Fprintf(os.Stderr, "goleaky: cannot listen on %s: %v. Choose another with -addr.\n", *addr, err)
		os.Exit(1)
	}
	doWork(*rate, builder.Options{ScratchBytes: *churn}, repo.Options{PayloadBytes: *payload, Max: *max})
}

// serveProfiles answers once the port is bound: who reads the line that it prints can ask at once.
func serveProfiles(addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "goleaky: profiles at http://%s/debug/pprof\n", listener.Addr())
	go func() {
		fmt.Fprintln(os.Stderr, "goleaky:", http.Serve(listener, nil))
		os.Exit(1)
	}()
	return nil
}

// doWork builds and saves reports at an even rate, for as long as the store takes them.
//
//go:noinline
func doWork(rate int, build builder.Options, save repo.Options) {
	start := time.Now()
	for done := 0; ; time.Sleep(5 * time.Millisecond) {
		for due := int(time.Since(start).Seconds() * float64(rate)); done < due; done++ {
			report := builder.BuildReport(done, build)
			if err := validator.ValidateAndSave(&report, save); err != nil {
				fmt.Fprintln(os.Stderr, "goleaky:", err)
			}
		}
	}
}
