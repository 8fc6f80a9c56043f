import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.virtual.VirtualApplicationTests.xml'))
assert report.@tests == '5' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'

// The JDK has nothing to complain of: no restricted, deprecated or unsafe method is called that the option in the pom does not allow.
def complaints = new File(basedir, 'build.log').readLines().findAll { it.startsWith('WARNING:') }
assert complaints.isEmpty() : complaints
