//go:build !go1.23

// Package iterate does without an iterator where the language has none.
package iterate

var seen []*row

type row struct{ cells [1024]int }

// Step imports the rows of one request.
func Step(n int) { load(n) }

func load(n int) {
	for at := 0; at < 4; at++ {
		one := &row{}
		one.cells[0] = n + at
		seen = append(seen, one)
	}
}
