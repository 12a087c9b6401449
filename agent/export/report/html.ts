/** Text that is markup already. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece =
  | string
  | number
  | Markup
  | null
  | undefined
  | false
  | readonly (string | number | Markup)[]

/**
 * Markup from a template: everything put in is text, unless it is markup itself. Evidence and names
 * are never trusted.
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.reduce((all, text, index) => all + render(pieces[index - 1]) + text))
}

/** What a service, a page or a person named: its direction stays within it. */
export function outside(text: string): Markup {
  return html`<bdi>${text}</bdi>`
}

function render(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return ''
  if (Array.isArray(piece)) return piece.map(render).join('')
  return piece instanceof Markup ? piece.text : escapeHtml(String(piece as string | number))
}

/** Also what reorders text on the screen is made visible. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/[\u202a-\u202e\u2066-\u2069\u0000-\u0008]/g, '\ufffd')
}

/** JSON inside a script element: no sequence in it can end the element. */
export function scriptJson(value: unknown): Markup {
  return new Markup(
    JSON.stringify(value)
      .replaceAll('<', '\\u003c')
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029'),
  )
}
