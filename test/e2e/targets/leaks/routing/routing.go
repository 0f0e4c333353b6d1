// Package routing queues the context that its framework made of a request for a worker that is too slow.
package routing

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.org/router"
)

type job struct {
	context *router.Context
	text    string
}

var (
	mutex   sync.Mutex
	queue   []*job
	serving sync.Once
	address string
	cart    = strings.Repeat("c", 4<<10)
)

func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	routes := router.New()
	routes.Handle("/order", order)
	routes.Handle("/price", price)
	go http.Serve(listener, timed(routes))
	go work()
	address = "http://" + listener.Addr().String()
}

// Step orders four times and asks for the price as often.
func Step(n int) {
	serving.Do(serve)
	for part := 0; part < 4; part++ {
		ask(fmt.Sprintf("%s/order?n=%d&part=%d", address, n, part))
		ask(fmt.Sprintf("%s/price?n=%d&part=%d", address, n, part))
	}
}

func ask(url string) {
	request, _ := http.NewRequest("GET", url, nil)
	request.Header.Set("Cookie", "cart="+cart)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

// timed is the middleware that every request goes through.
func timed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		fmt.Fprintf(io.Discard, "%s took %s\n", r.URL, time.Since(start))
	})
}

func order(c *router.Context) {
	enqueue(c)
	io.WriteString(c.Writer, "ordered")
}

func price(c *router.Context) {
	fmt.Fprintf(c.Writer, "%d", len(c.Values["cart"]))
}

func enqueue(c *router.Context) {
	made := &job{context: c, text: fmt.Sprintf("%v: %.1400s", c.Query, c.Values["cart"])}
	mutex.Lock()
	queue = append(queue, made)
	mutex.Unlock()
}

// work sends one mail a second.
func work() {
	for range time.Tick(time.Second) {
		mutex.Lock()
		if len(queue) > 0 {
			queue = queue[1:]
		}
		mutex.Unlock()
	}
}
