// Package traffic is what every request costs besides: nothing of it leaks.
package traffic

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"strings"
	"sync"
)

const sessions = 512

var (
	mutex sync.Mutex
	// A full cache of 8 MiB whose entries are replaced at random.
	cache = filled()
)

type item struct {
	Name  string   `json:"name"`
	Price int      `json:"price"`
	Tags  []string `json:"tags"`
}

func filled() [][]byte {
	made := make([][]byte, sessions)
	for at := range made {
		made[at] = make([]byte, 16<<10)
	}
	return made
}

// Serve answers a request: a session, a page, a few items as JSON.
func Serve(w io.Writer, n int) {
	remember(n)
	page := render(n)
	items := parse(encode(n))
	fmt.Fprintf(w, "%d bytes, %d items", len(page), len(items))
}

func remember(n int) {
	session := make([]byte, 16<<10)
	session[0] = byte(n)
	mutex.Lock()
	cache[rand.Intn(sessions)] = session
	mutex.Unlock()
}

func render(n int) string {
	var page strings.Builder
	for row := 0; row < 400; row++ {
		fmt.Fprintf(&page, "<tr><td>%d</td><td>%d</td></tr>", n, row)
	}
	return page.String()
}

func encode(n int) []byte {
	items := make([]item, 20)
	for at := range items {
		items[at] = item{Name: fmt.Sprint("item ", n, at), Price: n, Tags: []string{"a", "b"}}
	}
	var out bytes.Buffer
	json.NewEncoder(&out).Encode(items)
	return out.Bytes()
}

func parse(text []byte) []item {
	var items []item
	json.Unmarshal(text, &items)
	return items
}
