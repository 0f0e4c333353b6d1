// Package reload reads its price list again after six seconds of load: the new one is four times as large.
package reload

import "sync"

const changesAt = 600

var (
	mutex  sync.Mutex
	prices [][]byte
)

// Step looks one price up.
func Step(n int) {
	mutex.Lock()
	defer mutex.Unlock()
	if prices == nil {
		prices = read(500)
	}
	if n == changesAt {
		prices = read(2000)
	}
	prices[n%len(prices)][0]++
}

func read(count int) [][]byte {
	list := make([][]byte, count)
	for at := range list {
		list[at] = make([]byte, 8<<10)
	}
	return list
}
