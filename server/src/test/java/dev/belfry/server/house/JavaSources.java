package dev.belfry.server.house;

import static java.util.Objects.requireNonNull;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Java files as the JDK's own compiler reads them: parsed, not resolved.
final class JavaSources {
  private final List<Unit> units;
  private final SourcePositions positions;

  private JavaSources(List<Unit> units, SourcePositions positions) {
    this.units = units;
    this.positions = positions;
  }

  /// One parsed file.
  record Unit(TextFile file, CompilationUnitTree tree) {
    String packageName() {
      PackageTree declared = tree.getPackage();
      return declared == null ? "" : declared.getPackageName().toString();
    }
  }

  static JavaSources parse(List<TextFile> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<InMemory> objects = files.stream().filter(TextFile::isJava).map(InMemory::new).toList();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, objects);
    Map<URI, TextFile> byAddress = new HashMap<>();
    objects.forEach(object -> byAddress.put(object.toUri(), object.file));
    List<Unit> units = new ArrayList<>();
    try {
      for (CompilationUnitTree tree : task.parse()) {
        units.add(new Unit(requireNonNull(byAddress.get(tree.getSourceFile().toUri())), tree));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new JavaSources(units, Trees.instance(task).getSourcePositions());
  }

  List<Unit> units() {
    return units;
  }

  /// Walks through every file with a rule of its own and returns what they reported.
  List<Violation> violationsOf(Function<Place, Rule> rule) {
    List<Violation> violations = new ArrayList<>();
    for (Unit unit : units) {
      rule.apply(new Place(unit, positions, violations)).scan(unit.tree(), null);
    }
    return violations;
  }

  /// Where a rule is at work, and where it reports.
  record Place(Unit unit, SourcePositions positions, List<Violation> violations) {
    private long firstLine(Tree tree) {
      return lineOf(positions.getStartPosition(unit.tree(), tree));
    }

    private long lineOf(long position) {
      return unit.tree().getLineMap().getLineNumber(position);
    }
  }

  /// A rule that looks at one file's syntax tree; it reports from its `visit` methods.
  abstract static class Rule extends TreeScanner<Void, Void> {
    private final Place place;

    Rule(Place place) {
      this.place = place;
    }

    final TextFile file() {
      return place.unit().file();
    }

    final void report(Tree tree, String what) {
      place.violations().add(new Violation(file().path(), place.firstLine(tree), what));
    }

    /// Lines of a tree, without those of `modifiers` in front of it.
    final long linesOf(Tree tree, Tree modifiers) {
      long modifiersEnd = endOf(modifiers);
      if (modifiersEnd < 0) {
        return linesOf(tree);
      }
      int begin = (int) modifiersEnd;
      while (Character.isWhitespace(file().text().charAt(begin))) {
        begin++;
      }
      return place.lineOf(endOf(tree)) - place.lineOf(begin) + 1;
    }

    final long linesOf(Tree tree) {
      return place.lineOf(endOf(tree)) - place.firstLine(tree) + 1;
    }

    private long endOf(Tree tree) {
      return place.positions().getEndPosition(place.unit().tree(), tree);
    }
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final TextFile file;

    InMemory(TextFile file) {
      super(URI.create("memory:///" + file.path()), Kind.SOURCE);
      this.file = file;
    }

    @Override
    public String getCharContent(boolean ignoreEncodingErrors) {
      return file.text();
    }
  }
}
