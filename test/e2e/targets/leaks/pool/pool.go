// Package pool hands out buffers again and again, and nobody empties them.
package pool

import (
	"bytes"
	"sync"
)

const buffers = 400

var (
	mutex sync.Mutex
	free  []*bytes.Buffer
	row   = bytes.Repeat([]byte("x"), 640)
)

// Step renders the parts of one page.
func Step(n int) {
	for part := 0; part < 60; part++ {
		render(n)
	}
}

func render(n int) int {
	buffer := take()
	defer give(buffer)
	buffer.Write(row)
	buffer.WriteByte(byte(n))
	return buffer.Len()
}

func take() *bytes.Buffer {
	mutex.Lock()
	defer mutex.Unlock()
	if len(free) < buffers {
		made := &bytes.Buffer{}
		made.Grow(700 + 97*len(free))
		free = append(free, made)
		return made
	}
	first := free[0]
	free = free[1:]
	return first
}

func give(buffer *bytes.Buffer) {
	mutex.Lock()
	free = append(free, buffer)
	mutex.Unlock()
}
