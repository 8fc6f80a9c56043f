import groovy.xml.XmlSlurper
import java.util.zip.ZipFile

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.minimal.MinimalApplicationTests.xml'))
assert report.@tests == '4' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'

def log = new File(basedir, 'build.log').text
assert log.contains('Building minimal')
// The starter alone brings neither a web server nor the actuator.
assert !log.contains('Tomcat') && !new File(basedir, 'target/data/store').exists()

// What would be published: the jars beside the one this project was built with, and the model it was built with.
def root = basedir.toPath().resolve('../../../..')
for (module in ['barrel-p2p-core', 'barrel-p2p-spring-boot-starter', 'barrel-p2p-test']) {
    def installed = new File(localRepositoryPath, "io/barrel/p2p/$module").listFiles().find { it.directory }
    def entries = { String suffix ->
        new ZipFile(root.resolve("$module/target/$module-${installed.name}${suffix}.jar").toFile()).withCloseable { jar ->
            jar.entries().collect { it.name }
        }
    }
    assert 'META-INF/LICENSE' in entries('') && "META-INF/sbom/${module}.cdx.json".toString() in entries('')
    assert entries('-sources').any { it.endsWith('/package-info.java') }
    assert entries('-javadoc').any { it.endsWith('/package-summary.html') }

    def model = new XmlSlurper().parse(new File(installed, "$module-${installed.name}.pom"))
    assert model.name.text() && model.description.text() && model.licenses.license.name.text()
    ['parent', 'dependencyManagement', 'build', 'profiles'].each { assert model."$it".isEmpty() }
    assert model.dependencies.dependency.size() > 0
    model.dependencies.dependency.each { assert it.version.text() ==~ /\d.+/ && it.scope.text() in ['compile', 'runtime'] }
}
