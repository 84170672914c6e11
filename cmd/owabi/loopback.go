package main

import "net"

// loopbackOnly reports whether host:port names this machine alone.
func loopbackOnly(addr string) (string, bool) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr, false
	}
	if host == "localhost" {
		return host, true
	}
	ip := net.ParseIP(host)
	return host, ip != nil && ip.IsLoopback()
}
