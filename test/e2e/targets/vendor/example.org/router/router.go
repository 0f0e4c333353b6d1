// Package router is a small web framework as there are many: a context for each request.
package router

import (
	"net/http"
	"net/url"
)

// Context is one request with what was read from it.
type Context struct {
	Writer  http.ResponseWriter
	Request *http.Request
	Query   url.Values
	Values  map[string]string
}

// Router calls the handler of a path.
type Router struct{ routes map[string]func(*Context) }

// New returns a router without routes.
func New() *Router { return &Router{routes: map[string]func(*Context){}} }

// Handle adds a route.
func (r *Router) Handle(path string, handler func(*Context)) { r.routes[path] = handler }

// ServeHTTP makes a context of the request and hands it to the handler.
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	handler, ok := r.routes[req.URL.Path]
	if !ok {
		http.NotFound(w, req)
		return
	}
	c := &Context{Writer: w, Request: req, Query: req.URL.Query(), Values: map[string]string{}}
	for _, cookie := range req.Cookies() {
		c.Values[cookie.Name] = cookie.Value
	}
	handler(c)
}
