// Package labels counts requests by a label that has no end: the visitor.
package labels

import (
	"fmt"

	"example.org/metrics"
)

var (
	byStatus  = metrics.NewVec()
	byVisitor = metrics.NewVec()
)

// Step counts what one request did.
func Step(n int) {
	for call := 0; call < 50; call++ {
		countStatus(n + call)
		countVisitor(n, call)
	}
}

func countStatus(n int) { byStatus.With("GET", fmt.Sprint(200+n%5)).Inc() }

func countVisitor(n, call int) {
	byVisitor.With("GET", fmt.Sprintf("visitor-%d-%d", n, call)).Inc()
}
