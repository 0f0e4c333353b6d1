// Package syncmap keeps a lock for each document in a sync.Map, also for those that are gone.
package syncmap

import "sync"

type guard struct {
	mutex   sync.Mutex
	history [500]byte
}

var guards sync.Map

// Step locks the documents of one request.
func Step(n int) {
	for document := 0; document < 60; document++ {
		lockOf(n*60 + document).mutex.TryLock()
	}
}

func lockOf(document int) *guard {
	found, _ := guards.LoadOrStore(document, &guard{})
	return found.(*guard)
}
