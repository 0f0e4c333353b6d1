//go:build go1.23

// Package iterate keeps what it sees in the body of a loop over an iterator.
package iterate

import "iter"

var seen []*row

type row struct{ cells [1024]int }

// Step imports the rows of one request.
func Step(n int) { load(rows(n)) }

func rows(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := 0; at < 4; at++ {
			if !yield(n + at) {
				return
			}
		}
	}
}

func load(numbers iter.Seq[int]) {
	for number := range numbers {
		one := &row{}
		one.cells[0] = number
		seen = append(seen, one)
	}
}
