// Package body asks a neighbour over HTTP and does not close what it answers.
package body

import (
	"fmt"
	"net"
	"net/http"
)

var address = serve()

func serve() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	page := make([]byte, 32<<10)
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(page) }))
	return listener.Addr().String()
}

// Step asks for the stock of two articles.
func Step(n int) {
	stock(n)
	stock(n + 1)
}

func stock(article int) bool {
	response, err := http.Get(fmt.Sprintf("http://%s/stock/%d", address, article))
	return err == nil && response.StatusCode == http.StatusOK
}
