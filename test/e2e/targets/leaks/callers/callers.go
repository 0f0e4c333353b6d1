// Package callers has three users of one loader; the export keeps what it got.
package callers

import "sync"

var (
	mutex    sync.Mutex
	exported [][]byte
)

// Step loads documents for three purposes.
func Step(n int) {
	for part := 0; part < 4; part++ {
		preview(n)
		search(n)
		export(n)
	}
}

// load is too long to be inlined in a real program.
//
//go:noinline
func load(n int) []byte {
	document := make([]byte, 10<<10)
	document[0] = byte(n)
	return document
}

func preview(n int) int {
	document := load(n)
	return sum(document[:100])
}

func search(n int) int { return sum(load(n)) }

func export(n int) {
	document := load(n)
	mutex.Lock()
	exported = append(exported, document)
	mutex.Unlock()
}

//go:noinline
func sum(document []byte) int {
	total := 0
	for _, b := range document {
		total += int(b)
	}
	return total
}
