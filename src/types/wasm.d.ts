/** The build gives the URL of the file. */
declare module '@jitl/quickjs-wasmfile-release-sync/wasm' {
  const url: string
  export default url
}
