//go:build !race

package syndication_test

// hostileSize is what the client lets through.
const hostileSize = 5 << 20
