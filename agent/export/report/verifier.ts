/** What the report carries for its own verification. */
export type EmbeddedRecord = {
  readonly note: string
  /** The entries that speak of keys: from them alone the verifier knows who may have signed. */
  readonly keys: readonly { readonly index: number; readonly salt: string; readonly body: string }[]
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

  type Key = {
    readonly name: string
    readonly text: string
    readonly bytes: Uint8Array<ArrayBuffer>
    readonly entry: number
    readonly note: string | undefined
    readonly restated: boolean
  }
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  // Of bytes whose number three divides, as the 33 of a key.
  const to64 = (bytes: Uint8Array) =>
    Array.from({ length: (bytes.length / 3) * 4 }, (_, place) => {
      const at = Math.floor(place / 4) * 3
      const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
      return digits[(three >> (18 - 6 * (place % 4))) & 63]
    }).join('')
  const keyId = async (name: string, bytes: Uint8Array<ArrayBuffer>) =>
    (await sha(join(utf8(`${name}\n`), Uint8Array.of(1), bytes))).slice(0, 4)
  const keyOf = async (
    told: { readonly origin: string; readonly publicKey: string },
    rest: Pick<Key, 'entry' | 'note' | 'restated'>,
  ): Promise<Key> => {
    const bytes = from64(told.publicKey)
    const id = toHex(await keyId(told.origin, bytes))
    const text = `${told.origin}+${id}+${to64(join(Uint8Array.of(1), bytes))}`
    return { name: told.origin, text, bytes, ...rest }
  }
  // The text of a note that the key signed, or null.
  const signedBy = async ({ name, bytes: publicKey }: Key, note: string) => {
    const end = note.indexOf('\n\n')
    const text = note.slice(0, end + 1)
    const id = toHex(await keyId(name, publicKey))
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    for (const line of note.slice(end + 2).split('\n')) {
      const match = /^— (\S+) (\S+)$/.exec(line)
      const bytes = match?.[1] === name && match[2] ? from64(match[2]) : new Uint8Array()
      if (
        bytes.length === 68 &&
        toHex(bytes.slice(0, 4)) === id &&
        (await crypto.subtle.verify('Ed25519', key, bytes.slice(4), utf8(text)))
      )
        return text
    }
    return null
  }
  const handedOver = async (before: Key, after: Key) => {
    const wanted = `${before.name}/key\n${before.text}\n${after.text}\n${after.entry}\n`
    for (const key of [before, after])
      if (after.note === undefined || (await signedBy(key, after.note)) !== wanted) return false
    return true
  }

  const text = record.note.slice(0, record.note.indexOf('\n\n') + 1)
  const [, sizeText = '', rootText = ''] = text.split('\n')
  const size = Number(sizeText)
  const root = toHex(from64(rootText))

  const proven = new Map<number, { readonly kind?: string; readonly commitment?: string }>()
  for (const item of record.items) {
    const holds = await leadsTo(
      item.index,
      size,
      await sha(join(Uint8Array.of(0), utf8(item.leaf))),
      item.proof,
      root,
    ).catch(() => false)
    if (holds) proven.set(item.index, JSON.parse(item.leaf) as { kind?: string })
    else say(false, `Log entry ${item.index} does not lead to the signed root.`)
  }
  const leafOf = (index: number) => proven.get(index) ?? {}

  // The keys that the log's own entries announce, each following from the one before it.
  const keys: Key[] = []
  for (const { index, salt, body } of record.keys.toSorted((a, b) => a.index - b.index)) {
    const { kind, commitment } = leafOf(index)
    if ((await hmac(fromHex(salt), utf8(body))) !== commitment) {
      say(false, `What the file says of log entry ${index} is not what was sealed there.`)
      continue
    }
    const told = JSON.parse(body) as {
      after?: { origin: string; publicKey: string }
      note?: string
      pruned?: number
      keys?: { origin: string; publicKey: string; entry: number; note?: string }[]
    }
    if (kind === 'key' && told.after)
      keys.push(await keyOf(told.after, { entry: index, note: told.note, restated: false }))
    const { pruned = 0, keys: restated = [] } = told
    if (kind === 'erasure')
      for (const key of restated.toReversed())
        if (key.entry < pruned && !keys.some(known => known.entry === key.entry))
          keys.unshift(await keyOf(key, { entry: key.entry, note: key.note, restated: true }))
  }
  const key = keys.at(-1)
  // Where the chain that ends with the last key begins.
  let trusted = 0
  let signed: boolean | null = null
  try {
    signed = key !== undefined && text.startsWith(`${key.name}\n`) && key.entry < size
    if (key && signed) signed = (await signedBy(key, record.note)) === text
    for (const [index, after] of keys.entries()) {
      const before = keys[index - 1]
      if (!before || (await handedOver(before, after))) continue
      trusted = index
      const named = keys.slice(0, index).some(earlier => earlier.name === after.name)
      if (after.note === undefined && (!named || after.restated)) continue
      say(
        false,
        `The key changed at log entry ${after.entry} without a hand-over that both keys signed.`,
      )
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
        ? `The state of the log (${size} entries) is signed by the key ${key?.text}. Whether that is the organisation's key is for you to compare.`
        : 'The signature over the state of the log does not hold.',
    )
  say(
    proven.size === record.items.length,
    `${proven.size} of ${record.items.length} log entries carried in this file are in that log, unchanged.${record.left > 0 ? ` ${record.left} more are in the bundle, not in this file.` : ''}`,
  )

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

  const given = document.getElementById('key') as HTMLInputElement | null
  given?.addEventListener('input', () => {
    const result = document.getElementById('key-result')
    const wanted = given.value.trim()
    const known = keys.slice(trusted).some(item => item.text === wanted)
    const good = allGood && signed === true && known
    if (!result) return
    result.className = wanted === '' ? '' : good ? 'pass' : 'fail'
    result.textContent =
      wanted === ''
        ? ''
        : good
          ? wanted === key?.text
            ? '✓ This is the key that signed.'
            : '✓ This key handed over to the one that signed; every hand-over is signed by both keys.'
          : '✗ Not the key that signed, and none from which hand-overs lead to it: do not rely on this file.'
  })

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
