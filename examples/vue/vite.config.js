import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue({
    template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('belfry-') } },
  })],
  // The two packages are folders of this repository: they are found by the names that they have
  // here, and served as they are. Packages from a registry need neither line.
  resolve: { preserveSymlinks: true },
  optimizeDeps: { exclude: ['@belfry/bell', '@belfry/sdk'] },
})
