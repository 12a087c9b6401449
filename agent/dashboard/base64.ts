/** The bytes of a file that was chosen, as an operation takes them. */
export async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  // Piece by piece: a call takes only so many arguments.
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 4096)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 4096)))
  return btoa(pieces.join(''))
}
