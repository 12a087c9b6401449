import { bundleForPage } from './bundle.ts'

/** What the page of `overlay.html` tells of one badge, in pixels of the viewport. */
export type Seen = {
  readonly setting: string
  readonly box: Edges
  readonly control: Edges
  readonly side: string
  readonly compact: boolean
  readonly visible: boolean
  readonly document: number
  readonly covers: readonly string[]
}
export type Edges = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * A script for the fixture page: the real overlay over its controls, and `badges()`, which measures
 * them through shadow roots that are closed to any other page, and tells which words and controls
 * of the page each one lies over.
 */
export function overlayScript(): Promise<string> {
  return bundleForPage(`
import { createOverlay } from './extension/overlay/overlay.ts'
const roots = []
const attach = Element.prototype.attachShadow
const watched = view => { const own = view.Element.prototype.attachShadow; view.Element.prototype.attachShadow = function (options) { const root = own.call(this, options); roots.push({ root, view }); return root } }
const inner = window.inner ?? []
for (const view of [window, ...[...document.querySelectorAll('iframe')].map(frame => frame.contentWindow)]) watched(view)
const controls = [...document.querySelectorAll('[data-setting]'), ...inner]
const id = element => 'fixture.site.' + element.dataset.setting
const overlay = createOverlay(document, { dashboard: 'http://127.0.0.1:7117/', hide() {}, confirm() {} })
const finding = (element, i) => ({ setting: id(element), title: element.dataset.setting, certainty: 'confirmed', confirmed: true, captured: { at: '2026-11-24T00:00:00.000Z', state: 'observed', value: true }, findings: [{ id: 'x', check: id(element), title: 'A check of ' + element.dataset.setting, outcome: i % 2 ? 'pass' : 'fail', reason: null, detail: null, severity: 'high', expected: 'on', since: '2026-11-20T00:00:00.000Z', grade: 'C', requirements: [], steps: ['Do it'], stepsSeen: '2026-11-23', exception: null, disagreement: i ? [] : [{ setting: id(element), api: true, apiAt: '2026-11-23T08:00:00.000Z', console: false, consoleAt: '2026-11-24T00:00:00.000Z' }] }] })
window.look = () => overlay.look('recipe', { state: 'ready', detail: '', heading: null, account: null, tenantShown: null, readings: [], elements: new Map(controls.map(element => [id(element), element])) })
window.look()
overlay.findings('recipe', controls.map(finding))
const edges = box => ({ left: box.left, top: box.top, right: box.right, bottom: box.bottom })
const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
const wordsOf = doc => {
  const found = []
  const visit = node => {
    if (node.nodeType === 3 && node.nodeValue.trim()) { const range = doc.createRange(); range.selectNodeContents(node); for (const box of range.getClientRects()) found.push([node.nodeValue.trim(), edges(box)]) }
    if (node.nodeType !== 1 || /^(?:script|style|option|iframe)$/.test(node.localName)) return
    if (/^(?:input|select|button)$/.test(node.localName)) found.push([node.localName + ' ' + node.dataset.setting, edges(node.getBoundingClientRect())])
    for (const child of node.childNodes) visit(child)
  }
  visit(doc.body)
  for (const one of inner) if (one.ownerDocument === doc && one.getRootNode() !== doc) visit(one)
  return found
}
window.badges = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
  const documents = [document, document.querySelector('iframe')?.contentDocument]
  resolve(roots.flatMap(({ root, view }) => [...root.querySelectorAll('.badge')].map(badge => {
    const control = controls.find(element => badge.getAttribute('aria-label').startsWith(element.dataset.setting + ':'))
    const box = edges(badge.getBoundingClientRect())
    return { setting: control.dataset.setting, box, control: edges(control.getBoundingClientRect()), side: badge.dataset.side, compact: badge.dataset.compact === 'true', document: documents.indexOf(view.document),
      visible: badge.checkVisibility({ visibilityProperty: true, opacityProperty: true }), covers: wordsOf(view.document).filter(([, other]) => overlap(box, other)).map(([text]) => text) }
  })))
})))
window.panels = () => roots.flatMap(({ root }) => [...root.querySelectorAll('.panel')]).filter(panel => panel.matches(':popover-open')).map(panel => ({ label: panel.getAttribute('aria-label'), box: edges(panel.getBoundingClientRect()) }))
// Scrolls the open panel to an edge; where it is, and whether more is below.
window.scrollPanel = end => { const [panel] = roots.flatMap(({ root }) => [...root.querySelectorAll('.panel')]).filter(one => one.matches(':popover-open')); panel.scrollTop = end ? panel.scrollHeight : 0; return { ...edges(panel.getBoundingClientRect()), more: panel.scrollHeight - panel.clientHeight } }
// What has the focus: an element of the page by its id, or what of ours.
window.focused = () => {
  for (const { root } of roots) {
    const at = root.activeElement
    if (at) return at.className === 'badge' ? 'badge ' + at.getAttribute('aria-label').split(':')[0] : 'panel'
  }
  return document.activeElement?.id ?? ''
}
window.explain = name => overlay.explain(name === null ? null : controls.find(element => element.dataset.setting === name) ?? document.querySelector(name))
window.motion = () => roots.flatMap(({ root, view }) => [...root.querySelectorAll('.badge')].map(badge => view.getComputedStyle(badge).transitionDuration))
`)
}
