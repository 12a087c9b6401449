// The extension's cost in a page, against the plain library, and its size. Numbers of one run, as
// ratios.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { chromiumPath } from '../support/browsers.ts'
import { bundleForPage } from '../support/extension/bundle.ts'
import { buildExtension } from '../support/build.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs in the page: reader functions come from the bundle below. */
const bundleEntry = `
import { computeAccessibleName } from 'dom-accessibility-api'
import { scan } from './extension/capture/locate.ts'
import { pageOf } from './extension/capture/page.ts'
import { watch } from './extension/capture/watch.ts'
import { isCovered, obstacles, placeFor } from './extension/overlay/place.ts'
const fill = (controls, nodes) => {
  document.body.innerHTML = '<h1>Bench</h1>' + Array.from({ length: controls }, (_, i) => '<div><p><label for="c' + i + '">Setting ' + i + '</label></p><input type="checkbox" id="c' + i + '">' + '<i></i>'.repeat(Math.max(0, nodes / controls - 4)) + '</div>').join('')
  return document.querySelectorAll('*').length
}
const time = work => { const start = performance.now(); const result = work(); return [performance.now() - start, result] }
const names = (controls, nodes) => {
  const total = fill(controls, nodes)
  const [ours, mine] = time(() => { const page = scan(document); return page.controls.map(page.nameOf) })
  document.body.append(document.createElement('i'))
  const [library, theirs] = time(() => [...document.querySelectorAll('h1,input')].map(element => computeAccessibleName(element)))
  return { total, ours, library, same: JSON.stringify(mine) === JSON.stringify(theirs) }
}
const mutations = async (controls, nodes, count, recipe) => {
  fill(controls, nodes)
  let looks = 0
  const watcher = watch(document, recipe, () => {}, () => looks++, pageOf(document))
  const [one] = time(() => watcher.look())
  for (let i = 0; i < count; i++) { document.body.lastElementChild.append(document.createElement('i')); if (i % 10 === 9) await new Promise(resolve => setTimeout(resolve)) }
  await new Promise(resolve => setTimeout(resolve, 400))
  watcher.stop()
  const [scanOnce] = time(() => scan(document).controls.length)
  return { looks, one, scanOnce }
}
const badges = (controls, nodes, count) => {
  fill(controls, nodes)
  const anchors = [...document.querySelectorAll('input')].filter((_, i) => i % (controls / count) === 0)
  document.body.getBoundingClientRect()
  const [took] = time(() => { const around = obstacles(document, anchors); const taken = []; for (const anchor of anchors) if (!isCovered(anchor)) taken.push(placeFor(anchor, { width: 90, height: 22 }, around, taken).box) })
  return took
}
const idle = (controls, nodes, recipe, missing) => {
  fill(controls, nodes)
  const settings = Array.from({ length: 20 }, (_, i) => ({ ...recipe.settings[0], setting: 'fixture.site.s' + i, locate: [{ css: missing ? '#none' : '#c' + i }] }))
  window.watching = watch(document, { ...recipe, settings }, () => {}, () => {}, pageOf(document))
}
window.bench = { names, mutations, badges, idle }`

await buildExtension()
const browser = await chromium.launch({
  executablePath: chromiumPath,
  headless: true,
  args: ['--no-sandbox'],
})
try {
  const page = await browser.newPage()
  await page.addScriptTag({ content: await bundleForPage(bundleEntry) })
  type Bench = {
    badges(controls: number, nodes: number, count: number): number
    names(
      controls: number,
      nodes: number,
    ): { total: number; ours: number; library: number; same: boolean }
    mutations(
      controls: number,
      nodes: number,
      count: number,
      recipe: unknown,
    ): Promise<{ looks: number; one: number; scanOnce: number }>
    idle(controls: number, nodes: number, recipe: unknown, missing: boolean): void
  }
  for (const [controls, nodes] of [
    [500, 5000],
    [5000, 50_000],
  ] as const) {
    const { total, ours, library, same } = await page.evaluate(
      ([a, b]) => (window as unknown as { bench: Bench }).bench.names(a, b),
      [controls, nodes] as const,
    )
    console.log(
      `${controls} controls, ${total} nodes: ours ${ours.toFixed(0)} ms, dom-accessibility-api ${library.toFixed(0)} ms, ratio ${(library / ours).toFixed(1)}, same names: ${same}`,
    )
  }
  for (const [controls, nodes, badges] of [
    [500, 5000, 10],
    [5000, 50_000, 50],
  ] as const) {
    const took = await page.evaluate(
      ([a, b, c]) => (window as unknown as { bench: Bench }).bench.badges(a, b, c),
      [controls, nodes, badges] as const,
    )
    console.log(`${badges} badges placed on ${nodes} nodes: ${took.toFixed(1)} ms`)
  }
  const recipe = {
    where: { headings: ['Bench'] },
    resource: { type: 'site' },
    context: { save: 'instant' },
    languages: ['en'],
    settings: [
      {
        setting: 'fixture.site.x',
        locate: [{ role: 'checkbox', name: ['Setting 1'] }],
        read: 'checked',
      },
    ],
  }
  const count = 1000
  const { looks, scanOnce } = await page.evaluate(
    ([given, n]) => (window as unknown as { bench: Bench }).bench.mutations(500, 5000, n, given),
    [recipe, count] as const,
  )
  console.log(
    `${count} mutations on 5,000 nodes: ${looks} looks instead of ${count}; one look gathers controls in ${scanOnce.toFixed(1)} ms`,
  )
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name: string): number => metrics.find(item => item.name === name)?.value ?? 0
    return (of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration')) * 1000
  }
  const SECONDS = 15
  for (const [controls, nodes, missing] of [
    [500, 5000, false],
    [500, 5000, true],
    [5000, 50_000, false],
    [5000, 50_000, true],
  ] as const) {
    await page.evaluate(
      ([a, b, given, c]) => (window as unknown as { bench: Bench }).bench.idle(a, b, given, c),
      [controls, nodes, recipe, missing] as const,
    )
    // The first value settles before.
    await page.waitForTimeout(5000)
    const before = await spent()
    await page.waitForTimeout(SECONDS * 1000)
    const cost = ((await spent()) - before) * (60 / SECONDS)
    await page.evaluate(() => {
      ;(window as unknown as { watching: { stop(): void } }).watching.stop()
    })
    console.log(
      `idle, 20 settings ${missing ? 'of which none is there ' : ''}on ${nodes} nodes: ${cost.toFixed(1)} ms a minute`,
    )
  }
} finally {
  await browser.close()
}
for (const dist of ['chrome', 'firefox']) {
  const files = readdirSync(`${root}dist/${dist}`, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`)
  const size = (file: string): number => gzipSync(readFileSync(file)).length
  const named = (name: string): string =>
    `${(size(`${root}dist/${dist}/extension/${name}`) / 1024).toFixed(1)} kB`
  console.log(
    `${dist}, gzip: content ${named('content.js')}, reader ${named('reader.js')}, overlay ${named('overlay.js')}, background ${named('shared/background.ts.js')}, all ${(files.reduce((sum, file) => sum + size(file), 0) / 1024).toFixed(1)} kB`,
  )
}
