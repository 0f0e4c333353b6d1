// Package ticker starts a ticker for each request and stops none.
package ticker

import (
	"sync"
	"time"
)

var (
	mutex   sync.Mutex
	waiting = map[*time.Ticker]bool{}
)

// Step watches the carts of one request.
func Step(n int) {
	for cart := 0; cart < 80; cart++ {
		watch()
	}
}

func watch() {
	made := time.NewTicker(time.Hour)
	mutex.Lock()
	waiting[made] = true
	mutex.Unlock()
}
