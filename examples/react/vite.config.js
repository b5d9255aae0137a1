import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // The two packages are folders of this repository: they are found by the names that they have
  // here, and served as they are. Packages from a registry need neither line.
  resolve: { preserveSymlinks: true },
  optimizeDeps: { exclude: ['@belfry/bell', '@belfry/sdk'] },
})
