package vault

import "strings"

// bech32Letters are the 32 digits of BIP 173.
const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 writes bytes as BIP 173 does, which is how age writes its keys: age
// reads a secret key from this form alone. hrp is the part in front, in lower
// case.
func bech32(hrp string, b []byte) string {
	digits := make([]byte, 0, (8*len(b)+4)/5)
	bits, n := uint32(0), uint(0)
	for _, v := range b {
		bits, n = bits<<8|uint32(v), n+8
		for ; n >= 5; n -= 5 {
			digits = append(digits, byte(bits>>(n-5)&31))
		}
	}
	if n > 0 {
		digits = append(digits, byte(bits<<(5-n)&31))
	}
	s := strings.Builder{}
	s.WriteString(hrp + "1")
	for _, d := range append(digits, bech32Sum(hrp, digits)...) {
		s.WriteByte(bech32Letters[d])
	}
	return s.String()
}

// bech32Sum is the checksum of BIP 173, six digits.
func bech32Sum(hrp string, digits []byte) []byte {
	generator := [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	mix := func(digit byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(digit)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range len(hrp) {
		mix(hrp[i] >> 5)
	}
	mix(0)
	for i := range len(hrp) {
		mix(hrp[i] & 31)
	}
	for _, d := range append(append([]byte(nil), digits...), 0, 0, 0, 0, 0, 0) {
		mix(d)
	}
	sum ^= 1
	check := make([]byte, 6)
	for i := range check {
		check[i] = byte(sum >> (5 * (5 - i)) & 31)
	}
	return check
}
