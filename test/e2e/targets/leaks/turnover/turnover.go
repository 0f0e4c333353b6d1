// Package turnover has a ring that is full from the start, a third of which is replaced each second.
package turnover

import "sync"

const capacity = 1200

var (
	mutex sync.Mutex
	last  [][]byte
	next  int
	full  sync.Once
)

func fill() {
	for at := 0; at < capacity; at++ {
		last = append(last, image(at))
	}
}

// Step shows a few images that were not there.
func Step(n int) {
	full.Do(fill)
	for part := 0; part < 4; part++ {
		made := image(n)
		mutex.Lock()
		last[next%capacity] = made
		next++
		mutex.Unlock()
	}
}

func image(n int) []byte {
	made := make([]byte, 16<<10)
	made[0] = byte(n)
	return made
}
