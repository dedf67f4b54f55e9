//go:build race

package syndication_test

// hostileSize is smaller under the race detector, which makes everything ten times
// slower.
const hostileSize = 1 << 20
