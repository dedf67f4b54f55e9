// Package card turns content into what people see: an article and its summary, an
// alert, a list, a digest, a problem. The outcome is a [bot.Reply], without markup.
//
// Decisions that bind this room:
//
//   - A card says what an article says and nothing else. Points are shown byte for
//     byte but for white space and a large first letter; what does not fit is left
//     out whole before anything is cut, and a cut shows its "…".
//   - The line under the points is a claim that can be counted: words of the points
//     that are shown, of the words of the article.
//   - A button's line names its article by id. What is pressed under an alert
//     ("card a_…") brings a new card; what is pressed under a card may replace it
//     ("more a_…", "next a_…"). A bare "next" brings a new card.
//   - Commands and alerts speak through the same functions, so an article looks
//     the same whichever way it came.
package card
