// Package ttl has a cache whose entries live for six seconds: it grows for as long, and then no more.
package ttl

import (
	"fmt"
	"sync"
	"time"
)

const lifetime = 6 * time.Second

type entry struct {
	page   []byte
	expiry time.Time
}

var (
	mutex   sync.Mutex
	entries = map[string]entry{}
)

var sweeping sync.Once

func sweepOften() {
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			sweep(time.Now())
		}
	}()
}

// Step renders what nobody asked for before.
func Step(n int) {
	sweeping.Do(sweepOften)
	for part := 0; part < 4; part++ {
		keep(fmt.Sprintf("%d-%d", n, part))
	}
}

func keep(key string) {
	page := make([]byte, 8<<10)
	copy(page, key)
	mutex.Lock()
	entries[key] = entry{page, time.Now().Add(lifetime)}
	mutex.Unlock()
}

func sweep(now time.Time) {
	mutex.Lock()
	defer mutex.Unlock()
	for key, one := range entries {
		if now.After(one.expiry) {
			delete(entries, key)
		}
	}
}
