// Package repo is the store that nobody ever empties: the leak.
package repo

import (
	"fmt"

	"goleaky/builder"
)

// Options say what the store keeps, and for how long it lasts.
type Options struct {
	// PayloadBytes is what it copies and keeps for each report; 0: it keeps the report itself.
	PayloadBytes int
	// Max is the count past which it panics; 0: never.
	Max int
}

var (
	reports  []builder.Report
	payloads [][]byte
)

// SaveReport keeps a report forever. Both allocations that leak are its own: the backing array of
// reports when append grows it, and the copy that -payload asks for.
//
//go:noinline
func SaveReport(report builder.Report, options Options) {
	if options.PayloadBytes > 0 {
		payload := make([]byte, options.PayloadBytes)
		for at := 0; at < len(payload); {
			at += copy(payload[at:], report.Body[:report.Size])
		}
		payloads = append(payloads, payload)
	} else {
		reports = append(reports, report)
	}
	if count := len(reports) + len(payloads); options.Max > 0 && count > options.Max {
		panic(fmt.Sprintf("the store is full: %d reports saved, none ever deleted", count))
	}
}
