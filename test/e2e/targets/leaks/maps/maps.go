// Package maps keeps an entry for each request id, and no request comes twice.
package maps

import (
	"fmt"
	"sync"
)

type profile struct {
	name    string
	history [1000]byte
}

var (
	mutex sync.Mutex
	known = map[string]*profile{}
)

// Step looks up the visitors of one request.
func Step(n int) {
	for visitor := 0; visitor < 40; visitor++ {
		lookUp(fmt.Sprintf("visitor-%d-%d", n, visitor))
	}
}

func lookUp(id string) *profile {
	mutex.Lock()
	defer mutex.Unlock()
	found, ok := known[id]
	if !ok {
		found = &profile{name: id}
		known[id] = found
	}
	return found
}
