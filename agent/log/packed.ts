/** Bytes that are added to, in one piece: many small ones apart weigh several times as much. */
export class PackedBytes {
  length = 0
  #room: Buffer = Buffer.allocUnsafeSlow(4096)

  add(piece: Uint8Array): void {
    const length = this.length + piece.length
    if (length > this.#room.length) {
      const more = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#room.length))
      more.set(this.all())
      this.#room = more
    }
    this.#room.set(piece, this.length)
    this.length = length
  }

  all(): Buffer {
    return this.#room.subarray(0, this.length)
  }
}

/** Texts side by side, in the order of their bytes. */
export class PackedTexts {
  readonly #bytes = new PackedBytes()
  /** Where each ends. */
  readonly #ends: number[] = []

  get count(): number {
    return this.#ends.length
  }

  /** @returns false, and adds nothing, where it does not come after the last one */
  add(text: Uint8Array): boolean {
    if (this.count > 0 && Buffer.compare(this.at(this.count - 1), text) >= 0) return false
    this.#bytes.add(text)
    this.#ends.push(this.#bytes.length)
    return true
  }

  at(index: number): Buffer {
    return this.#bytes.all().subarray(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index])
  }

  /** The place of a text; where it is not there, -1 less the place that it would have. */
  find(text: Uint8Array): number {
    let [low, high] = [0, this.count]
    while (low < high) {
      const middle = (low + high) >> 1
      const order = Buffer.compare(this.at(middle), text)
      if (order === 0) return middle
      if (order < 0) low = middle + 1
      else high = middle
    }
    return -1 - low
  }
}
