/** What the report carries for its own verification. */
export type EmbeddedRecord = {
  readonly note: string
  readonly key: { readonly name: string; readonly publicKey: string } | null
  readonly items: readonly {
    readonly index: number
    readonly leaf: string
    readonly proof: readonly string[]
  }[]
  readonly left: number
  readonly assessments: readonly {
    readonly tenant: string
    readonly entry: number
    readonly salt: string
    readonly body: string
    readonly lines: readonly string[] | null
    readonly counts: Readonly<Record<string, number>>
  }[]
}

/**
 * Runs in the reader's browser, out of the report file, offline: recomputes hashes, inclusion and signature with WebCrypto and writes what
 * holds and what not. It must stand alone: its own text is put into the page.
 */
export async function verifyInBrowser(): Promise<void> {
  const verdict = document.getElementById('verdict')
  const source = document.getElementById('record')
  if (!verdict || !source) return
  const record = JSON.parse(source.textContent ?? '') as EmbeddedRecord
  const say = (good: boolean, text: string): void => {
    const item = document.createElement('li')
    item.className = good ? 'pass' : 'fail'
    item.textContent = `${good ? '✓' : '✗'} ${text}`
    verdict.append(item)
    if (!good) allGood = false
  }
  let allGood = true
  const finish = (text: string): void => {
    const headline = document.getElementById('verdict-headline')
    if (headline) headline.textContent = text
    document.documentElement.dataset['verified'] = String(allGood)
  }
  if (typeof crypto === 'undefined' || !crypto.subtle) {
    allGood = false
    finish('This browser offers no cryptography here, so nothing was checked. Use VERIFY.md.')
    return
  }
  const utf8 = (text: string) => new TextEncoder().encode(text)
  const from64 = (text: string) => Uint8Array.from(atob(text), character => character.charCodeAt(0))
  const fromHex = (text: string) =>
    Uint8Array.from(text.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
  const toHex = (bytes: Uint8Array) =>
    Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  const join = (...parts: readonly Uint8Array[]) => {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
  const sha = async (bytes: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const hmac = async (salt: Uint8Array<ArrayBuffer>, body: Uint8Array<ArrayBuffer>) => {
    const key = await crypto.subtle.importKey(
      'raw',
      salt,
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, body)))
  }
  // RFC 9162, section 2.1.3.2
  const leadsTo = async (
    index: number,
    size: number,
    leaf: Uint8Array<ArrayBuffer>,
    proof: readonly string[],
    root: string,
  ) => {
    let [position, last, hash] = [index, size - 1, leaf]
    for (const text of proof) {
      if (last === 0) return false
      if (position % 2 === 1 || position === last) {
        hash = await sha(join(Uint8Array.of(1), from64(text), hash))
        while (position % 2 === 0 && position !== 0) {
          position = Math.floor(position / 2)
          last = Math.floor(last / 2)
        }
      } else hash = await sha(join(Uint8Array.of(1), hash, from64(text)))
      position = Math.floor(position / 2)
      last = Math.floor(last / 2)
    }
    return last === 0 && toHex(hash) === root
  }

  // RFC 9162, section 2.1.1: of the lines without their breaks; an odd one moves up as it is
  const rootOf = async (lines: readonly string[]) => {
    let level = await Promise.all(
      lines.map(line => sha(join(Uint8Array.of(0), utf8(line.replace(/\n$/, ''))))),
    )
    while (level.length > 1) {
      const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, pair) =>
        level.slice(2 * pair, 2 * pair + 2),
      )
      level = await Promise.all(
        pairs.map(async ([left = new Uint8Array(), right]) =>
          right ? sha(join(Uint8Array.of(1), left, right)) : left,
        ),
      )
    }
    return level[0] ?? sha(new Uint8Array())
  }

  const split = record.note.indexOf('\n\n')
  const text = record.note.slice(0, split + 1)
  const [origin = '', sizeText = '', rootText = ''] = text.split('\n')
  const size = Number(sizeText)
  const root = toHex(from64(rootText))
  let signed: boolean | null = null
  try {
    if (record.key && record.key.name === origin) {
      const publicKey = from64(record.key.publicKey)
      const id = (await sha(join(utf8(`${origin}\n`), Uint8Array.of(1), publicKey))).slice(0, 4)
      const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
      signed = false
      for (const line of record.note.slice(split + 2).split('\n')) {
        const match = /^— (\S+) (\S+)$/.exec(line)
        const bytes = match?.[1] === origin && match[2] ? from64(match[2]) : new Uint8Array()
        if (
          bytes.length === 68 &&
          toHex(bytes.slice(0, 4)) === toHex(id) &&
          (await crypto.subtle.verify('Ed25519', key, bytes.slice(4), utf8(text)))
        )
          signed = true
      }
    }
  } catch {
    signed = null
  }
  if (signed === null)
    say(
      false,
      'The signature was not checked: this browser does not know Ed25519. VERIFY.md shows how to check it with openssl.',
    )
  else
    say(
      signed,
      signed
        ? `The state of the log (${size} entries) is signed by the key ${origin}.`
        : 'The signature over the state of the log does not hold.',
    )

  let proven = 0
  for (const item of record.items) {
    const holds = await leadsTo(
      item.index,
      size,
      await sha(join(Uint8Array.of(0), utf8(item.leaf))),
      item.proof,
      root,
    ).catch(() => false)
    if (holds) proven++
    else say(false, `Log entry ${item.index} does not lead to the signed root.`)
  }
  say(
    proven === record.items.length,
    `${proven} of ${record.items.length} log entries carried in this file are in that log, unchanged.${record.left > 0 ? ` ${record.left} more are in the bundle, not in this file.` : ''}`,
  )

  const leafOf = (index: number): { commitment?: string } =>
    JSON.parse(record.items.find(item => item.index === index)?.leaf ?? '{}') as {
      commitment?: string
    }
  for (const assessment of record.assessments) {
    const committed =
      (await hmac(fromHex(assessment.salt), utf8(assessment.body))) ===
      leafOf(assessment.entry).commitment
    if (!committed || !assessment.lines) {
      say(
        committed,
        committed
          ? `${assessment.tenant}: the assessment is the one sealed in entry ${assessment.entry}; its findings are too many to carry here.`
          : `${assessment.tenant}: the assessment does not fit log entry ${assessment.entry}.`,
      )
      continue
    }
    const sealed = JSON.parse(assessment.body) as { findings: string; tree?: string }
    const same =
      sealed.findings ===
      toHex(
        sealed.tree === undefined
          ? await sha(utf8(assessment.lines.join('')))
          : await rootOf(assessment.lines),
      )
    const counts: Record<string, number> = {}
    for (const line of assessment.lines) {
      const { outcome } = JSON.parse(line) as { outcome: string }
      counts[outcome] = (counts[outcome] ?? 0) + 1
    }
    const agree = Object.entries(assessment.counts).every(
      ([outcome, count]) => (counts[outcome] ?? 0) === count,
    )
    say(
      same && agree,
      same && agree
        ? `${assessment.tenant}: the ${assessment.lines.length} findings behind this page are the ones sealed in entry ${assessment.entry}.`
        : `${assessment.tenant}: the findings are not the ones sealed in entry ${assessment.entry}.`,
    )
  }
  finish(
    allGood
      ? 'Checked in your browser, offline: what is carried here holds.'
      : 'Checked in your browser: something does not hold.',
  )

  const input = document.getElementById('files') as HTMLInputElement | null
  const results = document.getElementById('file-results')
  input?.addEventListener('change', () => {
    void (async () => {
      results?.replaceChildren()
      const files = [...(input.files ?? [])]
      for (const file of files.filter(item => /^\d{8}\.json$/.test(item.name))) {
        const line = document.createElement('li')
        results?.append(line)
        const facts = JSON.parse(await file.text()) as {
          entry: number
          salt: string | null
          body: string | null
          withheld: string | null
        }
        const body = files.find(item => facts.body?.endsWith(`/${item.name}`))
        const { commitment } = leafOf(facts.entry)
        const good =
          body && facts.salt && commitment
            ? (await hmac(fromHex(facts.salt), new Uint8Array(await body.arrayBuffer()))) ===
              commitment
            : null
        line.className = good ? 'pass' : good === false ? 'fail' : 'unknown'
        line.textContent = good
          ? `✓ ${body?.name} is what log entry ${facts.entry} committed to`
          : good === false
            ? `✗ ${body?.name} is not what log entry ${facts.entry} committed to`
            : `? entry ${facts.entry}: ${facts.withheld ? `its body is withheld (${facts.withheld})` : !commitment ? 'not among the entries carried here' : 'choose its body file too'}`
      }
      if (results && !results.hasChildNodes())
        results.textContent =
          'Choose an 00000000.json file together with its body file from the folder evidence/.'
    })()
  })
}
