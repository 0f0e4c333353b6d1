// Package subslice keeps the first bytes of each message, and with them all of it.
package subslice

import (
	"bytes"
	"io"
	"sync"
)

var (
	mutex   sync.Mutex
	headers [][]byte
	message = make([]byte, 40<<10)
)

// Step takes in one message.
func Step(n int) { index(bytes.NewReader(message)) }

func index(from io.Reader) {
	whole, err := io.ReadAll(from)
	if err != nil || len(whole) < 16 {
		return
	}
	mutex.Lock()
	headers = append(headers, whole[:16])
	mutex.Unlock()
}
