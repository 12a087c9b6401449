import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { exportTo } from '../../agent/export/export.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { chromiumPath } from '../support/browsers.ts'
import { names, recorded } from '../support/export.ts'
import type { Recorded } from '../support/export.ts'
import { tester } from '../support/actor.ts'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const closing: (() => unknown)[] = []
let record: Recorded
let browser: Browser
let report: string

before(async () => {
  record = await recorded({
    after: (close: unknown) => {
      closing.unshift(close as () => unknown)
    },
  })
  await record.agent.log.rotate('A new machine', tester.id)
  const bundle = join(record.home, 'bundle.zip')
  await exportTo(record.agent, { format: 'bundle', out: bundle })
  const zip = await openZip(bundle)
  report = join(record.home, 'report.html')
  writeFileSync(report, await zip.bytes('report.html'))
  for (const name of zip.names.filter(item => item.startsWith('evidence/00000002.')))
    writeFileSync(join(record.home, name.slice(9)), await zip.bytes(name))
  zip.close()
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
})
after(async () => {
  await browser?.close()
  for (const close of closing) await close()
})

async function open(
  file: string,
  colorScheme: 'light' | 'dark' = 'light',
  width = 1200,
): Promise<{ readonly page: Page; readonly problems: string[]; readonly asked: string[] }> {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height: 800 },
    offline: true,
  })
  const page = await context.newPage()
  const [problems, asked]: [string[], string[]] = [[], []]
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', error => problems.push(error.message))
  page.on('request', request => asked.push(request.url()))
  await page.goto(pathToFileURL(file).href)
  await page.locator('html[data-verified]').waitFor()
  return { page, problems, asked }
}

test('offline, the report verifies itself, loads nothing, runs nothing of a tenant, and keeps every name', async () => {
  const { page, problems, asked } = await open(report)
  assert.equal(
    await page.locator('html').getAttribute('data-verified'),
    'true',
    await page.locator('#verdict').innerText(),
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(asked, [pathToFileURL(report).href])
  const text = (await page.locator('body').textContent()) ?? ''
  for (const name of Object.values(names)) assert.ok(text.includes(name), name)
  assert.equal(await page.locator('img[src="x"]').count(), 0)
  await page
    .locator('#files')
    .setInputFiles(['00000002.json', '00000002.body.json'].map(name => join(record.home, name)))
  await page
    .locator('#file-results')
    .getByText(/✓ .* is what log entry 2 committed to/)
    .waitFor()
  await page.context().close()
})

test('a report in which one finding was changed says so', async () => {
  const changed = join(record.home, 'changed.html')
  const text = readFileSync(report, 'utf8')
  const at = text.lastIndexOf('\\"outcome\\":\\"fail\\"')
  assert.ok(at > 0)
  writeFileSync(
    changed,
    `${text.slice(0, at)}\\"outcome\\":\\"pass\\"${text.slice(at + '\\"outcome\\":\\"fail\\"'.length)}`,
  )
  const { page } = await open(changed)
  assert.equal(await page.locator('html').getAttribute('data-verified'), 'false')
  assert.match(await page.locator('#verdict').innerText(), /✗ .*not the ones sealed/)
  await page.context().close()
})

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the report (${scheme}), and it fits 360 px`, async () => {
    const { page } = await open(report, scheme, 360)
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
      'no sideways scrolling of the page',
    )
    await page.setViewportSize({ width: 1200, height: 800 })
    await page.evaluate(() => {
      for (const item of document.querySelectorAll('details')) item.open = true
    })
    const context = page.context()
    // The page's own policy forbids other scripts; axe comes in through the debugger.
    const session = await context.newCDPSession(page)
    await session.send('Runtime.evaluate', { expression: axe })
    const { result } = await session.send('Runtime.evaluate', {
      expression:
        'axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(node => node.html)])))',
      awaitPromise: true,
    })
    assert.deepEqual(JSON.parse(String(result.value)), [])
    await context.close()
  })
}

test('the report prints: pages with text, nothing cut off at the side', async () => {
  const { page } = await open(report)
  const pdf = await page.pdf({ format: 'A4' })
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
  assert.ok(pages >= 3, `${pages} pages`)
  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize({ width: 718, height: 1000 }) // A4 less its margins, at 96 dpi
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1),
  )
  if (process.env['WITNESSMARK_PICTURES']) {
    writeFileSync(join(process.env['WITNESSMARK_PICTURES'], 'report.pdf'), pdf)
    await page.emulateMedia({ media: 'screen' })
    await page.setViewportSize({ width: 1200, height: 800 })
    await page.screenshot({
      path: join(process.env['WITNESSMARK_PICTURES'], 'report.png'),
      fullPage: false,
    })
    await page.screenshot({
      path: join(process.env['WITNESSMARK_PICTURES'], 'report-full.png'),
      fullPage: true,
    })
  }
  await page.context().close()
})
