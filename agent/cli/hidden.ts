/** What a hidden question needs of a terminal: `process.stdin` has it. */
export type Terminal = {
  setRawMode(raw: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  off(event: 'data', listener: (chunk: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
}

/** So long nothing may come before what was pasted is taken to be whole. */
const QUIET_MILLISECONDS = 200
const CONTROL_C = '\u0003'
const CONTROL_D = '\u0004'

/**
 * Reads what is typed or pasted without showing it: a token on the screen is a token in a recording. A
 * line, or a PEM file or JSON document up to its end. What comes after it in the same paste is taken
 * off the terminal too: left there, the shell would run it. Control-D ends whatever is there.
 * @throws Error when the person stops it
 */
export function readHidden(terminal: Terminal): Promise<string> {
  terminal.setRawMode(true)
  return new Promise((resolve, reject) => {
    let typed = ''
    let answer: string | null = null
    let quiet: ReturnType<typeof setTimeout> | undefined
    const end = (act: () => void): void => {
      clearTimeout(quiet)
      terminal.setRawMode(false)
      terminal.pause()
      terminal.off('data', onData)
      act()
    }
    const take = (character: string): void => {
      if (character === CONTROL_D) answer ??= typed.trim()
      else if (character === '\u007f') typed = typed.slice(0, -1)
      else typed += character === '\r' ? '\n' : character
      if (typed.endsWith('\n') && isWhole(typed)) answer = answerOf(typed)
    }
    const onData = (chunk: Buffer): void => {
      clearTimeout(quiet)
      for (const character of chunk.toString('latin1')) {
        if (character === CONTROL_C) return end(() => reject(new Error('stopped')))
        take(character)
      }
      if (answer === null) return
      const found = Buffer.from(answer, 'latin1').toString('utf8')
      quiet = setTimeout(() => end(() => resolve(found)), QUIET_MILLISECONDS)
    }
    terminal.on('data', onData)
    terminal.resume()
  })
}

const isPem = (text: string): boolean => text.trimStart().startsWith('-----BEGIN ')

/** Whether a line ended that ends the answer, too. */
function isWhole(text: string): boolean {
  if (isPem(text)) return (text.match(/^-----END /gm) ?? []).length > 0
  return !text.trimStart().startsWith('{') || isJson(text)
}

/** All blocks of a PEM file; of anything else, what stood before the rest of the paste. */
function answerOf(text: string): string {
  if (isPem(text)) return text.slice(0, endOfPem(text)).trim()
  if (text.trimStart().startsWith('{')) return text.trim()
  return text.slice(0, text.indexOf('\n')).trim()
}

function endOfPem(text: string): number {
  const last = [...text.matchAll(/^-----END [^\n]*\n/gm)].at(-1)
  return last ? last.index + last[0].length : text.length
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
