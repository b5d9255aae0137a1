/**
 * A server by its address, whose path ends with a slash. That of all channels is taken for the
 * server's.
 * @param {URL} address
 */
export const serverAt = ({ origin, pathname }) =>
  new URL(`${pathname.replace(/(\/notifications)?\/*$/, '')}/`, origin)

/**
 * The server that a file came from: it is beside the library's own files. Any other file, such as a
 * bundle that has the library in it, says no more than the origin.
 * @param {URL} file
 */
export const serverOf = (file) =>
  new URL(/\/belfry[a-z-]*\.js$/.test(file.pathname) ? '.' : '/', file)

/**
 * @param {URL} server
 * @param {string} path from the server's own root
 */
export const below = (server, path) => new URL(`.${path}`, server)
