// Package holding has goroutines that wait for ever with a buffer in their hands.
package holding

import (
	"bytes"
	"sync"
)

var gate sync.Mutex

func init() { gate.Lock() }

// Step uploads what one request sent.
func Step(n int) { go upload(n) }

func upload(n int) {
	part := bytes.Repeat([]byte{byte(n)}, 48<<10)
	gate.Lock()
	defer gate.Unlock()
	part[0] = 0
}
