/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { buildDashboard } from '../../agent/cli/serve.ts'
import { Picture } from '../../common/protocol/message.ts'
import { outcomes, readings, startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, openOwn, pairWith, pressToolbar } from '../support/extension/chromium.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

const browser = await extensionBrowser()
const site = await startSite()
const fixture = fixtureHome(site.base)
let running: RunningAgent
let context: BrowserContext

before(async () => {
  running = await startAgent(fixture.home)
  context = await browser.launch()
  await pairWith(context, running)
})
after(async () => {
  await context?.close()
  await running?.close()
  await site.close()
  fixture.remove()
  browser.remove()
})

type Box = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
type Stored = { readonly picture: Picture; readonly bytes: Buffer; readonly index: number }

async function stored(): Promise<readonly Stored[]> {
  const entries = (
    await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))
  ).filter(item => item.ipe.collector.startsWith('picture@'))
  const facts = entries
    .filter(item => item.mediaType === 'application/json')
    .map(item => JSON.parse(Buffer.from(item.body ?? []).toString()) as Record<string, unknown>)
  const pixels = entries.filter(item => item.mediaType === 'image/png')
  assert.equal(facts.length, pixels.length)
  for (const entry of entries) assert.ok(entry.kind === 'capture' && entry.personal)
  return pixels.map((item, i) => {
    const { format, version, grade, pairing, ...picture } = facts[i] ?? {}
    assert.deepEqual(
      [format, version, grade, typeof pairing],
      ['witnessmark/picture', 1, 'C', 'string'],
    )
    return {
      picture: Picture.parse(picture),
      bytes: Buffer.from(item.body ?? []),
      index: item.index,
    }
  })
}

/** The popup's own button, pressed in the popup that the toolbar button opened. */
async function keepPicture(page: Page): Promise<string> {
  const popup = await pressToolbar(context, page)
  // As wide as what it says needs: a popup whose width were one of the screen's would be a column of letters.
  const width = await until(
    () => popup.evaluate('innerWidth'),
    found => Number(found) >= 340,
    'the popup has its width',
  )
  assert.ok(Number(width) < 420, String(width))
  const said = async (): Promise<string> =>
    String(await popup.evaluate('document.querySelector("[role=status].quiet")?.textContent ?? ""'))
  await until(
    () =>
      popup.evaluate(
        '[...document.querySelectorAll("button")].some(item => item.textContent === "Keep a picture as evidence")',
      ),
    found => found === true,
    'the popup',
  )
  await popup.evaluate(
    '[...document.querySelectorAll("button")].find(item => item.textContent === "Keep a picture as evidence").click()',
  )
  const answer = await until(said, found => found !== '' && found !== 'Taking it…', 'the answer')
  await popup.close()
  return answer
}

/**
 * Colours of parts of a PNG, counted by the browser's own decoder in a page without the extension.
 */
async function colours(
  bytes: Buffer,
  boxes: readonly Box[],
): Promise<{
  readonly width: number
  readonly height: number
  readonly of: readonly { readonly black: number; readonly all: number; readonly kinds: number }[]
}> {
  const page = await context.newPage()
  try {
    return await page.evaluate(
      async ([url, parts]) => {
        const image = new Image()
        image.src = url
        await image.decode()
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight)
        const drawing = canvas.getContext('2d')!
        drawing.drawImage(image, 0, 0)
        return {
          width: canvas.width,
          height: canvas.height,
          of: parts.map(box => {
            const { data } = drawing.getImageData(box.x, box.y, box.width, box.height)
            const kinds = new Set<number>()
            let black = 0
            for (let i = 0; i < data.length; i += 4) {
              kinds.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!)
              if (data[i] === 0 && data[i + 1] === 0 && data[i + 2] === 0 && data[i + 3] === 255)
                black++
            }
            return { black, all: data.length / 4, kinds: kinds.size }
          }),
        }
      },
      [`data:image/png;base64,${bytes.toString('base64')}`, boxes] as const,
    )
  } finally {
    await page.close()
  }
}

/**
 * Where the fixture's parts are, as the page itself measures them (the closed root by the shape of
 * its host).
 */
const measured = (page: Page) =>
  page.evaluate(() => {
    const of = (element: Element, x: number, y: number) => {
      const box = element.getBoundingClientRect()
      return {
        rule: (element as HTMLElement).dataset['rule'] ?? 'keep',
        x: box.x + x,
        y: box.y + y,
        width: box.width,
        height: box.height,
      }
    }
    const frame = document.querySelector('iframe')!
    const inner = frame.getBoundingClientRect()
    return [
      ...[...document.querySelectorAll('.hide, .keep')].map(element => of(element, 0, 0)),
      ...[...frame.contentDocument!.querySelectorAll('.hide')].map(element =>
        of(element, inner.x + frame.clientLeft, inner.y + frame.clientTop),
      ),
    ]
  })
const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const covers = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height

async function checkPicture(
  page: Page,
  { picture, bytes, index }: Stored,
  name: string,
): Promise<void> {
  const folder = process.env['WITNESSMARK_SCREENSHOTS']
  if (folder) writeFileSync(join(folder, `${name}.png`), bytes)
  const { width, height, of } = await colours(bytes, [
    ...picture.masks,
    { x: 0, y: 0, width: picture.width, height: picture.strip },
  ])
  assert.deepEqual([width, height], [picture.width, picture.height])
  const strip = of.at(-1)
  for (const [i, mask] of picture.masks.entries())
    assert.equal(of[i]?.black, of[i]?.all, `${mask.rule} is opaque`)
  assert.ok(
    (strip?.kinds ?? 0) > 10 && (strip?.black ?? 1) === 0,
    'the strip has writing and no mask over it',
  )
  for (const part of await measured(page)) {
    const box = {
      x: part.x * picture.scale,
      y: part.y * picture.scale + picture.strip,
      width: part.width * picture.scale,
      height: part.height * picture.scale,
    }
    if (part.rule === 'keep')
      assert.ok(!picture.masks.some(mask => overlaps(mask, box)), `shown: ${JSON.stringify(part)}`)
    else
      assert.ok(
        picture.masks.some(mask => mask.rule === part.rule && covers(mask, box)) ||
          partly(picture, part.rule, box),
        `masked: ${JSON.stringify(part)}`,
      )
  }
  const evidence = await running.agent.store.evidence(index)
  assert.equal(evidence?.ipe.request, picture.address)
}
/** An address in several elements is masked piece by piece: together they cover it. */
function partly(picture: Picture, rule: string, box: Box): boolean {
  const pieces = picture.masks
    .filter(mask => mask.rule === rule && overlaps(mask, box))
    .sort((a, b) => a.x - b.x)
  let reached = box.x
  for (const piece of pieces)
    if (
      piece.x <= reached &&
      piece.y <= box.y + 2 &&
      piece.y + piece.height >= box.y + box.height - 2
    )
      reached = Math.max(reached, piece.x + piece.width)
  return reached >= box.x + box.width
}

test('no click, no picture: the permission comes with the press of the button', async () => {
  const page = await context.newPage()
  await page.goto(`${site.base}/people`)
  const [worker] = context.serviceWorkers()
  assert.match(
    await worker!.evaluate(async () => {
      try {
        return await chrome.tabs.captureVisibleTab({ format: 'png' })
      } catch (error) {
        return String(error)
      }
    }),
    /activeTab/,
  )
  await page.close()
})

test('one click: masked, headed, stored as evidence of grade C', async () => {
  const page = await context.newPage()
  await page.goto(`${site.base}/people`)
  assert.match(await keepPicture(page), /Kept/)
  const [one] = await until(stored, found => found.length === 1, 'stored')
  assert.ok(one)
  assert.equal(
    one.picture.account,
    null,
    'no recipe told the account here: every address is masked',
  )
  // Without an account the own address counts as another person's.
  assert.ok(one.picture.masks.filter(mask => mask.rule === 'other-person').length >= 8)
  assert.equal(one.picture.address, `${site.base}/people`)
  const bodies = await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))
  for (const { body } of bodies)
    for (const secret of ['hunter2', 'ghp_a1B2', 'ada.lovelace@', 'grace@navy'])
      assert.ok(!Buffer.from(body ?? []).includes(secret), secret)
  await page.close()
})

test('the signed-in account is shown, the others are not; the overlay is not in the picture', async () => {
  const page = await context.newPage()
  await page.goto(`${site.base}/wp-admin/people.php`)
  await until(
    async () => (await running.agent.store.runs({ tenant: 'blog' })).length,
    found => found >= 2,
    'read, so that the account is known',
  )
  const label = await page.getByText('Public links').boundingBox()
  const beside = {
    x: Math.ceil(label!.x + label!.width) + 2,
    y: Math.round(label!.y),
    width: 160,
    height: Math.round(label!.height),
  }
  await until(
    async () => (await colours(await page.screenshot(), [beside])).of[0]?.kinds ?? 0,
    found => found > 1,
    'the badge stands there',
  )
  const before = (await stored()).length
  assert.match(await keepPicture(page), /Kept/)
  const all = await until(stored, found => found.length === before + 1, 'stored')
  const last = all.at(-1)
  assert.equal(
    (await colours(last!.bytes, [{ ...beside, y: beside.y + last!.picture.strip }])).of[0]?.kinds,
    1,
    'and is not in the picture',
  )
  await until(
    async () => (await colours(await page.screenshot(), [beside])).of[0]?.kinds ?? 0,
    found => found > 1,
    'and comes back',
  )
  assert.equal(last?.picture.account, 'admin@blog.example')
  assert.deepEqual(last?.picture.recipes, ['fixture-people'])
  await checkPicture(page, last!, 'picture')
  await page.close()
})

test('in a zoomed tab masks lie where the pixels are', async () => {
  const page = await context.newPage()
  const read = await readings(running.agent)
  await page.goto(`${site.base}/wp-admin/people.php`)
  // The account is known, and shown, once the page is read.
  await until(
    () => readings(running.agent),
    found => found > read,
    'read',
  )
  const [worker] = context.serviceWorkers()
  const zoom = (factor: number) =>
    worker!.evaluate(
      async ([url, to]) => {
        const [tab] = await chrome.tabs.query({ url })
        await chrome.tabs.setZoom(tab?.id ?? -1, to)
      },
      [`${site.base.replace(/:\d+$/, '')}/wp-admin/people.php`, factor] as const,
    )
  await zoom(1.5)
  await until(
    () => page.evaluate(() => devicePixelRatio),
    found => found === 1.5,
    'zoomed',
  )
  const before = (await stored()).length
  assert.match(await keepPicture(page), /Kept/)
  const all = await until(stored, found => found.length === before + 1, 'stored')
  assert.equal(all.at(-1)?.picture.scale, 1.5)
  await checkPicture(page, all.at(-1)!, 'picture-zoomed')
  await zoom(1)
  await page.close()
})

test('waits while the agent is away, and through a stopped worker; goes once', async () => {
  const { port } = running
  await running.close()
  const page = await context.newPage()
  await page.goto(`${site.base}/people`)
  assert.match(await keepPicture(page), /Kept/)
  const session = await context.newCDPSession(page)
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.stopAllWorkers')
  running = await startAgent(fixture.home, port)
  const before = (await stored()).length
  const options = await openOwn(context, 'options')
  await options.getByText('Connected to fixture agent').waitFor()
  await until(stored, found => found.length === before + 1, 'the picture that waited')
  await options.getByText('waiting here').waitFor({ state: 'detached' })
  assert.equal((await stored()).length, before + 1)
  await options.close()
  await page.close()
})

test('the dashboard shows it beside the finding of that page, and hands it out as a file', async () => {
  buildDashboard({ say: () => undefined })
  const page = await context.newPage()
  await page.goto(`${site.base}/wp-admin/options-general.php`)
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass',
    'read',
  )
  assert.match(await keepPicture(page), /Kept/)
  const last = (
    await until(
      stored,
      found => found.at(-1)?.picture.recipes.includes('fixture-general') === true,
      'stored',
    )
  ).at(-1)
  const problems: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(running.loginUrl())
  await page.getByRole('heading', { level: 1 }).waitFor()
  const finding = (await running.agent.store.findings('blog')).find(
    item => item.check === 'fixture.site.registration',
  )
  await page.goto(
    `http://127.0.0.1:${running.port}/finding?id=${encodeURIComponent(finding?.id ?? '')}`,
  )
  const image = page.getByRole('img', { name: 'Picture of Settings > General' })
  await image.scrollIntoViewIfNeeded()
  await until(
    () => image.evaluate(element => (element as HTMLImageElement).naturalWidth),
    found => found === last?.picture.width,
    'the picture itself',
  )
  const download = page.waitForEvent('download')
  await image.click()
  assert.equal((await download).suggestedFilename(), `evidence-${last?.index}.png`)
  const folder = process.env['WITNESSMARK_SCREENSHOTS']
  if (folder) await page.screenshot({ path: join(folder, 'picture-dashboard.png'), fullPage: true })
  assert.deepEqual(problems, [])
  await page.close()
})

test('a page of nobody is not kept', async () => {
  const other = await startSite()
  const page = await context.newPage()
  await page.goto(`${other.base}/people`)
  const before = (await stored()).length
  assert.match(await keepPicture(page), /none of your tenants/)
  assert.equal((await stored()).length, before)
  await page.close()
  await other.close()
})

test('on a dense screen masks lie where the pixels are', async () => {
  await context.close()
  context = await browser.launch(['--force-device-scale-factor=2', '--window-size=900,700'])
  const page = await context.newPage()
  const read = await readings(running.agent)
  await page.goto(`${site.base}/wp-admin/people.php`)
  const before = (await stored()).length
  await until(
    () => readings(running.agent),
    found => found > read,
    'read',
  )
  await until(
    () => keepPicture(page),
    found => found.includes('Kept'),
    'kept',
  )
  const all = await until(stored, found => found.length > before, 'stored')
  assert.equal(all.at(-1)?.picture.scale, 2)
  await checkPicture(page, all.at(-1)!, 'picture-dense')
})
