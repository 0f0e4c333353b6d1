// Package slow leaks little beside a lot that comes and goes.
package slow

import (
	"math/rand"
	"sync"
)

type entry struct{ text [900]byte }

const slots = 12000

var (
	mutex sync.Mutex
	ring  [slots]*[2048]byte
	trail []*entry
)

// Step replaces a share of the ring and leaves a trail.
func Step(n int) {
	for turn := 0; turn < 300; turn++ {
		replace()
	}
	for turn := 0; turn < 15; turn++ {
		note()
	}
}

func replace() {
	made := &[2048]byte{}
	mutex.Lock()
	ring[rand.Intn(slots)] = made
	mutex.Unlock()
}

func note() {
	made := &entry{}
	mutex.Lock()
	trail = append(trail, made)
	mutex.Unlock()
}
