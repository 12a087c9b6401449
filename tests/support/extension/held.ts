/** What the extension holds: ids that wait, and ids that an agent acknowledged. */
export type Held = { readonly waiting: readonly string[]; readonly kept: readonly string[] }

/**
 * Reads the extension's own database; runs in its worker or one of its pages, in either browser.
 */
export const heldExpression = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('witnessmark')
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const database = opening.result
    const transaction = database.transaction(['queue', 'pictures', 'kept'])
    const keys = name => new Promise(done => { const request = transaction.objectStore(name).getAllKeys(); request.onsuccess = () => done(request.result) })
    Promise.all(['queue', 'pictures', 'kept'].map(keys)).then(([queue, pictures, kept]) => { database.close(); resolve({ waiting: [...queue, ...pictures], kept }) })
  }
})`

/** Sets the clock of the world it runs in: what asks for the time there gets it shifted. */
export function shiftClock(milliseconds: number): string {
  return `(() => { const Real = globalThis.RealDate ??= Date; globalThis.Date = class extends Real { constructor(...given) { if (given.length === 0) super(Real.now() + ${milliseconds}); else super(...given) } static now() { return Real.now() + ${milliseconds} } } })()`
}
