// Package bufleaf writes an audit log into memory that nobody reads.
package bufleaf

import (
	"bytes"
	"fmt"
	"sync"
)

var (
	mutex sync.Mutex
	pages []*bytes.Buffer
)

// Step notes what one request did.
func Step(n int) {
	page := &bytes.Buffer{}
	for row := 0; row < 500; row++ {
		audit(page, n, row)
	}
	mutex.Lock()
	pages = append(pages, page)
	mutex.Unlock()
}

func audit(page *bytes.Buffer, n, row int) {
	fmt.Fprintf(page, "request %d did step %d and all went well with it\n", n, row)
}
