package main

import "syscall"

// unsynchronised is the state of a clock that nobody sets (adjtimex(2)).
const unsynchronised = 0x40

// examineClock asks the kernel whether anybody keeps the clock right: hours of
// calls and the figures as of a moment depend on it.
func examineClock() finding {
	var t syscall.Timex
	if _, err := syscall.Adjtimex(&t); err != nil {
		return finding{"clock", doubtful, "whether it is kept right is not known", "see that NTP sets it"}
	}
	if t.Status&unsynchronised != 0 {
		return finding{"clock", doubtful, "nobody keeps it right", "have NTP set it (chrony, systemd-timesyncd)"}
	}
	return finding{Part: "clock", State: well}
}
