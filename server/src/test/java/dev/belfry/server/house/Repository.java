package dev.belfry.server.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The files of the project as they lie on disk, without what is built, fetched or private to an
/// editor (the same that `.gitignore` names).
final class Repository {
  private static final Set<String> FOLDERS_LEFT_OUT =
      Set.of(".git", "target", "node_modules", "belfry-data", ".idea", ".vscode");

  private static final Set<String> EXTENSIONS_LEFT_OUT = Set.of("aot", "log", "iml");

  /// Made of what is in `web`, which is looked at.
  private static final Pattern MADE =
      Pattern.compile("belfry(-\\w+)?\\.js(\\.map)?|console\\.(js|css)|docs\\.js");

  private final Path root;

  private Repository(Path root) {
    this.root = root;
  }

  /// The one that the tests run in.
  static Repository here() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      Path above = folder.getParent();
      if (above == null) {
        throw new IllegalStateException("no mvnw in or above the working directory");
      }
      folder = above;
    }
    return new Repository(folder);
  }

  Path root() {
    return root;
  }

  /// All files that are UTF-8 text, in the order of their paths.
  List<TextFile> textFiles() {
    List<Path> paths = new ArrayList<>();
    try {
      Files.walkFileTree(root, new Collector(paths));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths.stream().sorted().flatMap(path -> read(path).stream()).toList();
  }

  boolean has(Path pathFromRoot) {
    return Files.exists(root.resolve(pathFromRoot));
  }

  private Optional<TextFile> read(Path path) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      String fromRoot = root.relativize(path).toString().replace('\\', '/');
      return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(new TextFile(fromRoot, text));
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final List<Path> paths;

    Collector(List<Path> paths) {
      this.paths = paths;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return FOLDERS_LEFT_OUT.contains(nameOf(folder))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = nameOf(file);
      String extension = name.substring(name.lastIndexOf('.') + 1);
      if (attributes.isRegularFile()
          && !FOLDERS_LEFT_OUT.contains(name)
          && !MADE.matcher(name).matches()
          && !EXTENSIONS_LEFT_OUT.contains(extension)) {
        paths.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return FileVisitResult.CONTINUE; // another module's tests come and go beside this one
    }

    private static String nameOf(Path path) {
      Path name = path.getFileName();
      return name == null ? "" : name.toString();
    }
  }
}
