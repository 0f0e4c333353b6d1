// Package slice keeps every order that it has seen in a slice.
package slice

import "sync"

type order struct {
	id    int
	lines [40]int64
}

var (
	mutex  sync.Mutex
	orders []*order
)

// Step takes in what one request ordered.
func Step(n int) {
	for line := 0; line < 120; line++ {
		record(n + line)
	}
}

func record(id int) {
	mutex.Lock()
	orders = append(orders, &order{id: id})
	mutex.Unlock()
}
