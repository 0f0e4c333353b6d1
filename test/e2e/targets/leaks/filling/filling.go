// Package filling warms up: keys at random from a set that has an end.
package filling

import (
	"math/rand"
	"sync"
)

const keys = 1500

var (
	mutex sync.Mutex
	known = map[int][]byte{}
)

// Step asks for a few keys.
func Step(n int) {
	for ask := 0; ask < 7; ask++ {
		fetch(rand.Intn(keys))
	}
}

func fetch(key int) []byte {
	mutex.Lock()
	defer mutex.Unlock()
	found, ok := known[key]
	if !ok {
		found = make([]byte, 16<<10)
		known[key] = found
	}
	return found
}
