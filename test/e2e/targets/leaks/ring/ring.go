// Package ring has a ring of the last requests: it fills for nearly eight seconds and then turns over.
package ring

import "sync"

const capacity = 3100

var (
	mutex sync.Mutex
	last  [capacity][]byte
	next  int
)

// Step notes what one request looked like.
func Step(n int) {
	for part := 0; part < 4; part++ {
		note(n)
	}
}

func note(n int) {
	trace := make([]byte, 6<<10)
	trace[0] = byte(n)
	mutex.Lock()
	last[next%capacity] = trace
	next++
	mutex.Unlock()
}
