// Package metrics stands for a library that a program did not write: it lies in the vendor folder.
package metrics

import (
	"strings"
	"sync"
)

// Counter is one counter with the values of its labels.
type Counter struct {
	labels []string
	count  uint64
	recent [64]uint64
}

// Vec holds a counter for each combination of label values, for ever.
type Vec struct {
	mutex    sync.Mutex
	counters map[string]*Counter
}

// NewVec makes an empty Vec.
func NewVec() *Vec { return &Vec{counters: map[string]*Counter{}} }

// With answers the counter of these label values, a new one when they were never seen.
func (v *Vec) With(labels ...string) *Counter {
	key := strings.Join(labels, "\xff")
	v.mutex.Lock()
	defer v.mutex.Unlock()
	found, ok := v.counters[key]
	if !ok {
		found = &Counter{labels: append([]string(nil), labels...)}
		v.counters[key] = found
	}
	return found
}

// Inc counts one more.
func (c *Counter) Inc() {
	c.recent[c.count%64] = c.count
	c.count++
}
